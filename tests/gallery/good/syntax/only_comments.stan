// nothing
/* to
 * see */
