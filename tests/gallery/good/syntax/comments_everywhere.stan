// a /* b
data { /* // */ int /* type */ N; // */ x
} /***/ model /**/ { /* ' " # @ µ
*/ }
// last line without an end