transformed data {
  break;
  continue;
}
