//! What the safe interfaces of HDF5 and of the standard library lack.
#![allow(unsafe_code)]

use std::ffi::CString;
use std::fs::File;
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use hdf5::{Dataset, Datatype};
use hdf5_sys::h5a::H5Awrite;
use hdf5_sys::h5t::{H5T_C_S1, H5T_str_t, H5Tcopy, H5Tset_size, H5Tset_strpad};

/// Gives a dataset an attribute that is a NUL-terminated ASCII string of fixed size.
///
/// netCDF-4 looks for dimension scales by attributes of this type and no other; the Rust types pad with NULs.
pub(super) fn write_ascii_attribute(dataset: &Dataset, name: &str, value: &str) -> hdf5::Result<()> {
    let text = CString::new(value).map_err(|_| format!("attribute {name} contains a NUL character"))?;
    let bytes = text.as_bytes_with_nul();
    let _lock = hdf5_sys::LOCK.lock();
    // SAFETY: the library is initialised (there is a dataset) and locked. `H5Tcopy` makes a type of our own, which
    // `from_id` takes over.
    let string_type: Datatype = unsafe {
        let id = H5Tcopy(*H5T_C_S1);
        let string_type = hdf5::from_id(id)?;
        if H5Tset_size(id, bytes.len()) < 0 || H5Tset_strpad(id, H5T_str_t::H5T_STR_NULLTERM) < 0 {
            return Err(format!("attribute {name}: no string type of {} bytes", bytes.len()).into());
        }
        string_type
    };
    let attribute = dataset.new_attr_builder().empty_as(&string_type).create(name)?;
    // SAFETY: the text is as long as the type says.
    match unsafe { H5Awrite(attribute.id(), string_type.id(), bytes.as_ptr().cast()) } {
        status if status < 0 => Err(format!("attribute {name}: cannot be written").into()),
        _ => Ok(()),
    }
}

/// Takes room on the disk for a file of `size` bytes. Whether that is possible on this file system: where it is
/// not, nothing was done.
pub(super) fn reserve(file: &File, size: u64) -> io::Result<bool> {
    let too_large = || io::Error::from_raw_os_error(libc::EFBIG);
    if file_size_limit()?.is_some_and(|limit| size > limit) {
        return Err(too_large());
    }
    let size = libc::off_t::try_from(size).map_err(|_| too_large())?;
    match reserve_blocks(file, size) {
        Err(error) if matches!(error.raw_os_error(), Some(libc::EOPNOTSUPP | libc::ENOSYS | libc::EINVAL)) => Ok(false),
        outcome => outcome.map(|()| true),
    }
}

#[cfg(target_os = "linux")]
fn reserve_blocks(file: &File, size: libc::off_t) -> io::Result<()> {
    loop {
        // SAFETY: the descriptor is open; no memory is passed.
        if unsafe { libc::fallocate(file.as_raw_fd(), libc::FALLOC_FL_KEEP_SIZE, 0, size) } == 0 {
            return Ok(());
        }
        let error = io::Error::last_os_error();
        if error.kind() != io::ErrorKind::Interrupted {
            return Err(error);
        }
    }
}

#[cfg(not(target_os = "linux"))]
fn reserve_blocks(_file: &File, _size: libc::off_t) -> io::Result<()> {
    Err(io::Error::from_raw_os_error(libc::EOPNOTSUPP))
}

/// The largest file this process may make, if there is a limit.
fn file_size_limit() -> io::Result<Option<u64>> {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: the structure is ours.
    match unsafe { libc::getrlimit(libc::RLIMIT_FSIZE, &raw mut limit) } {
        0 => Ok((limit.rlim_cur != libc::RLIM_INFINITY).then_some(limit.rlim_cur)),
        _ => Err(io::Error::last_os_error()),
    }
}

/// Bytes that may still be written in a directory.
pub(super) fn available_bytes(directory: &Path) -> io::Result<u64> {
    let path = CString::new(directory.as_os_str().as_bytes())?;
    let mut status = std::mem::MaybeUninit::<libc::statvfs>::uninit();
    // SAFETY: the path ends with NUL and the structure is large enough; it is read only if it was filled.
    let status = unsafe {
        if libc::statvfs(path.as_ptr(), status.as_mut_ptr()) != 0 {
            return Err(io::Error::last_os_error());
        }
        status.assume_init()
    };
    #[allow(clippy::unnecessary_cast)] // The fields differ in width between systems.
    Ok((status.f_bavail as u64).saturating_mul(status.f_frsize as u64))
}

/// Makes a file that grows past the process's limit an error of the write, instead of the process's end.
pub(super) fn survive_file_size_limit() {
    // SAFETY: ignoring a signal runs no code of ours.
    unsafe { libc::signal(libc::SIGXFSZ, libc::SIG_IGN) };
}

/// Numbers of eight bytes, any of which are a number.
pub(super) trait Plain: Copy {}

impl Plain for f64 {}
impl Plain for i64 {}

/// The bytes of numbers, in the machine's order.
pub(super) fn bytes<T: Plain>(values: &[T]) -> &[u8] {
    // SAFETY: the slice is borrowed for as long as the bytes are, and plain numbers have no padding.
    unsafe { std::slice::from_raw_parts(values.as_ptr().cast(), size_of_val(values)) }
}

/// The same, to be changed.
pub(super) fn bytes_mut<T: Plain>(values: &mut [T]) -> &mut [u8] {
    // SAFETY: as above, and whatever the bytes become, they are numbers.
    unsafe { std::slice::from_raw_parts_mut(values.as_mut_ptr().cast(), size_of_val(values)) }
}

/// Turns numbers from the machine's order into little-endian ones, or back.
pub(super) fn swap_unless_little_endian(bytes: &mut [u8]) {
    if cfg!(target_endian = "big") {
        bytes.chunks_exact_mut(8).for_each(<[u8]>::reverse);
    }
}
