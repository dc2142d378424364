transformed data {
  real mean = 1;
  real e = mean + 2;
  real sum = sum({1, 2}) + mean({1.5});
  vector[2] dot_self = [1, 2]';
  real normal = 1;
  real step = step(1.5);
}
