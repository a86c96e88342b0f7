"""What is on screen as something that runs elsewhere: a command line, a script in plain PyTorch."""
