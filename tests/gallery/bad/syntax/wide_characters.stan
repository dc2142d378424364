model {
  /* ääää */ x = ; // ü
  print("日本語" y);
}
