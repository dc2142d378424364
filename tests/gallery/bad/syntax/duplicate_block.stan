model { }
model { }
