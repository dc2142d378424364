real two = 2;
