"""How the demo community moves in, one module per noun."""
