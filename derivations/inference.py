"""Inference: guesses, batches, and inputs of the right size. Chapter: docs/inference.md."""

import numpy as np
import sympy as sp

from derivations import show
from derivations.calculus import (
    derivative,
    diag,
    distributions,
    matrix,
    maximum,
    minimum,
    numbers,
    ones,
    rotation,
    scalar,
    sqrt,
    vector,
)

N, D, H, K, M = 4, 3, 2, 6, 5  # examples, features, outputs of a map, classes, layers
assert D <= 4  # a rotation of more axes takes long
one = ones(N)  # column of ones, one for each example

# Right or wrong: an accuracy, and that of a net which names one class for everything.
r = vector("r", N)  # 1 for an example that is read right, 0 for another
a = r.sum() / N  # accuracy
q = distributions("q", 1, K)[0]  # share of each class in the data


def E(x):  # mean over all classes that the net can name, each as likely as the others
    return ones(K) @ x / K


def Var(x):  # mean square distance from the mean
    return E((x - E(x)) ** 2)


guess_variance = Var(q)

# What a call of the network costs.
B, w = 7, 8  # examples in a batch, bytes of a number
s = vector("s", M + 1, positive=True)  # numbers of neurons: of the inputs, then of every layer
P = ((s[:-1] + 1) * s[1:]).sum()  # number of parameters
F = 2 * B * (s[:-1] * s[1:]).sum()  # operations of a call
bytes_moved = Q = w * (P + B * (s[:-1] + s[1:]).sum())  # bytes that a call reads and writes
arithmetic_intensity = I = F / Q  # operations for each byte
alpha = scalar("alpha", positive=True)  # time that a call takes, whatever it computes
beta = scalar("beta", positive=True)  # bytes that arrive in a unit of time
gamma = scalar("gamma", positive=True)  # operations that are done in a unit of time
call_time = T = alpha + Q / beta + F / gamma  # time of a call

# Statistics of the training set.
X = matrix("X", N, D)  # training set, one example a row
feature_mean = mu = X.sum(axis=0) / N  # mean of each feature
covariance = C = (X - mu).T @ (X - mu) / N  # covariance of the features
sigma = sqrt(C.diagonal())  # standard deviation of each feature
u = vector("u", D)  # smallest value of each feature
omega = vector("omega", D, positive=True)  # largest less smallest value of each feature
v = u + omega  # largest value of each feature

# Feature by feature.
normalize = X_tilde = (X - u) / (v - u)  # training set, each feature from 0 to 1
standardize = X_hat = (X - mu) / sigma  # training set, each feature with mean 0, variance 1

# All features together: any linear map of the centred data, and its covariance.
A = matrix("A", D, H)  # any linear map
X_bar = (X - mu) @ A  # centred training set, after the map A
C_bar = X_bar.T @ X_bar / N  # covariance after the map A

# A covariance by its eigenvectors and eigenvalues.
U = rotation("U", D)  # eigenvectors, one a column
lambda_ = vector("lambda", D, positive=True)  # eigenvalues
S = U @ diag(lambda_) @ U.T  # covariance with the eigenvectors U and eigenvalues λ
epsilon = scalar("epsilon", positive=True)  # a small number that keeps divisions finite
V = U / sqrt(lambda_ + epsilon)  # eigenvectors, each divided by a standard deviation
pca_whiten = Y = (X - mu) @ V  # coordinates along the eigenvectors, each with variance 1
zca_whiten = Z = Y @ U.T  # coordinates with variance 1, turned back

# Why it helps: one output of a linear layer, and its squared error.
theta = vector("theta", D)  # weights of one output
t = vector("t", N)  # targets of one output
L = ((X @ theta - t) ** 2).sum() / (2 * N)  # loss
condition_number = kappa = maximum(lambda_) / minimum(lambda_)  # largest over smallest eigenvalue

# Exercise: the first layer standardizes.
W = matrix("W", D, H)  # weights of the first layer
b = vector("b", H)  # biases of the first layer
W_tilde = W / sigma[:, np.newaxis]  # weights for the inputs as they come
b_tilde = b - (mu / sigma) @ W  # biases for the inputs as they come

given = numbers((epsilon, "0.01"))

if __name__ == "__main__":
    show(__file__)
