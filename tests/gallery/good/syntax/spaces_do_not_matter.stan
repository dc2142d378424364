data{int N;vector[N]x;matrix[N,N]A;}transformed data{real a=x'*x;vector[N]b=x.*x./x.^2;
int c=N%2+N%/%2 ;real d=x
[ 1 ] ;
if(N>1)
c=1;
else c=2;for(i in 1:N)b[i]=-x[i];}
