"""Other people's derivatives of the functions of `nn`, from forward passes written anew."""
