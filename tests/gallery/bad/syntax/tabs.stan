model {
	x =	;
		y ~ normal(mu	sigma);
}
