//! Every operation gives the same bits on all instruction sets of the machine.

use super::{Isa, Kernel, LANES, Level};

/// All operations on one pair of packs.
struct Everything {
    a: [f64; LANES],
    b: [f64; LANES],
}

impl Kernel for Everything {
    type Output = Vec<u64>;

    #[inline(always)]
    fn run<I: Isa>(self, isa: I) -> Vec<u64> {
        let (a, b) = (isa.load(&self.a), isa.load(&self.b));
        let results = [
            isa.add(a, b),
            isa.sub(a, b),
            isa.mul(a, b),
            isa.div(a, b),
            isa.fma(a, b, a),
            isa.sqrt(a),
            isa.neg(a),
            isa.abs(a),
            isa.round(a),
            isa.select(isa.lt(a, b), a, b),
            isa.select(isa.le(a, b), a, b),
            isa.select(isa.or(isa.eq(a, b), isa.and(isa.lt(a, b), isa.le(b, a))), a, b),
            isa.add_to_bits(a, -12345),
            isa.shift_to_exponent(a),
            isa.shift_from_exponent(a),
            isa.shift_right(a),
            isa.and_bits(a, 0x000f_ffff_ffff_ffff),
            isa.or_bits(a, 0x3ff0_0000_0000_0000),
            isa.add_bits(a, b),
            isa.sub_bits(a, b),
            isa.splat(self.a[1]),
        ];
        let mut out = vec![u64::from(isa.bits(isa.lt(a, b))), u64::from(isa.bits(isa.eq(a, a)))];
        for result in results {
            let mut lanes = [0.0; LANES];
            isa.store(&mut lanes, result);
            out.extend(lanes.map(|x| if x.is_nan() { u64::MAX } else { x.to_bits() }));
        }
        out
    }
}

#[test]
fn every_operation_has_the_same_bits_on_all_instruction_sets() {
    let edges = [0.0, -0.0, 1.0, -1.5, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, f64::MIN_POSITIVE / 8.0];
    let plain = [0.5, 2.5, -3.5, 1e300, 1e-300, 0.1, -7.25, 3.0];
    for shift in 0..LANES {
        for (a, mut b) in [(edges, plain), (plain, edges), (edges, edges), (plain, plain)] {
            b.rotate_left(shift);
            let expected = Level::Portable.run(Everything { a, b });
            for level in Level::available() {
                assert_eq!(level.run(Everything { a, b }), expected, "{level:?} {a:?} {b:?}");
            }
        }
    }
}
