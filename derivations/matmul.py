"""Matrix products and their gradients. Chapter: docs/matmul.md."""

import numpy as np

from derivations import show
from derivations.calculus import derivative, matrix, numbers, ones, scalar, sqrt, vector

N, D, K = 3, 4, 5  # examples, inputs, outputs: all different, so a transpose cannot hide
W = matrix("W", K, D)  # weights, one output a row
X = matrix("X", D, N)  # inputs, one example a column
G = matrix("G", K, N)  # upstream gradient: that of L with respect to Y

# The definition.
matmul = Y = W @ X  # outputs, one example a column

# Pull a gradient back: L is any loss whose gradient at Y is G, so the simplest one will do.
L = (G * Y).sum()  # loss with the gradient G at Y
matmul_grad_W = dW = derivative(L, W)  # gradient with respect to W, as programs call it
matmul_grad_X = dX = derivative(L, X)  # gradient with respect to X, as programs call it
dY = G  # gradient with respect to Y, as programs call it


def tr(Z):  # trace: the sum of the diagonal of a square matrix
    if Z.shape[0] != Z.shape[1]:
        raise ValueError(f"the trace needs a square matrix, not one of shape {Z.shape}")
    return Z.trace()


# Differentials: small changes of the factors, and what they make of the rest to first order.
Delta_W = matrix("Delta_W", K, D)  # small change of W
Delta_X = matrix("Delta_X", D, N)  # small change of X
by_W, by_X = derivative(Y, W), derivative(Y, X)
Delta_Y = np.tensordot(by_W, Delta_W) + np.tensordot(by_X, Delta_X)  # change of Y
Delta_L = (derivative(L, W) * Delta_W).sum() + (derivative(L, X) * Delta_X).sum()  # change of L

# With a bias, and the same layer with examples as rows.
b = vector("b", K)  # bias
one = ones(N)  # column of ones, one for each example
Y_hat = W @ X + np.outer(b, one)  # outputs with a bias
L_hat = (G * Y_hat).sum()  # loss of the outputs with a bias
X_tilde, W_tilde, G_tilde = X.T, W.T, G.T  # inputs as rows, weights as columns, gradient as rows
Y_tilde = X_tilde @ W_tilde + np.outer(one, b)  # outputs with a bias, one example a row
L_tilde = (G_tilde * Y_tilde).sum()  # loss of the outputs as rows, the same number

# Other products.
A = matrix("A", K, D)  # any matrix
B = matrix("B", N, D)  # any matrix that is to be transposed
H = 2  # outputs of a third factor
U = matrix("U", H, K)  # a third factor
F = matrix("F", H, N)  # upstream gradient of three factors
S = matrix("S", D, D)  # upstream gradient of a matrix times its own transpose
T = matrix("T", K, N)  # targets
mu = scalar("mu", positive=True)  # how much large weights cost
C = ((W @ X - T) ** 2).sum() / 2 + mu * (W**2).sum() / 2  # squared error with a price on weights

# Two small programs: from the same start, one moves the matrix, the other the input.
M = matrix("M", 2, 2)  # a matrix
a = vector("a", 2)  # an input
c = vector("c", 2)  # what the output should be
eta = scalar("eta", positive=True)  # learning rate of the first program
gamma = scalar("gamma", positive=True)  # learning rate of the second program
given = numbers((M, [[4, 5], [7, 2]]), (a, [2, 6]), (c, [14, 11]), (eta, "0.01"), (gamma, "0.001"))

# The first program: steps for the matrix.
V = [M]  # matrix after t steps
for _ in range(3):
    V.append(V[-1] - eta * np.outer(V[-1] @ a - c, a))
r = [V_t @ a - c for V_t in V]  # what is wrong with the output after t steps
V_hat = M - np.outer(M @ a - c, a) / (a @ a)  # matrix to which the steps lead
Q = matrix("Q", 2, 2)  # any matrix
V_bar = V_hat + Q - np.outer(Q @ a, a) / (a @ a)  # any matrix with the right output

# The second program: steps for the input.
s = np.array([M[1, 1] * c[0] - M[0, 1] * c[1], M[0, 0] * c[1] - M[1, 0] * c[0]]) / (
    M[0, 0] * M[1, 1] - M[0, 1] * M[1, 0]
)  # the input with the right output
x = [a]  # input after t steps
for _ in range(3):
    x.append(x[-1] - 2 * gamma * M.T @ (M @ x[-1] - c))
P = M.T @ M  # M transposed times M
root = sqrt((P[0, 0] - P[1, 1]) ** 2 + 4 * P[0, 1] ** 2)
lambda_1 = (P[0, 0] + P[1, 1] + root) / 2  # larger eigenvalue of P
lambda_2 = (P[0, 0] + P[1, 1] - root) / 2  # smaller eigenvalue of P
p = np.array([P[0, 1], lambda_1 - P[0, 0]])  # eigenvector of P to the larger eigenvalue
q = np.array([P[0, 1], lambda_2 - P[0, 0]])  # eigenvector of P to the smaller eigenvalue

if __name__ == "__main__":
    show(__file__)
