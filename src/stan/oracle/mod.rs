//! The oracle: walks the IR one operation after another, generic over the number type; slow and obvious.
