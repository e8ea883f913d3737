"""Training the reader: question sets to examples, examples to weights, weights to a file."""
