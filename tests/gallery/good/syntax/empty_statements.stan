data {
  ;
  int N;;
}
parameters { ; }
model {
  ;;
  { }
  { ; { } }
}
