transformed  data
{
}
transformed	parameters{}
model
{
}
generated   quantities { }
