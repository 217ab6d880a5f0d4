"""What is done with a shop's orders and customers from before."""
