"""The 2-3-2 example: three hidden neurons, twelve weights. Chapter: docs/worked_2_3_2.md."""

from derivations import show
from derivations.calculus import derivative, exp, numbers, ones, scalar, vector

i = vector("i", 2)  # inputs
w = vector("w", 12)  # weights, as the example counts them
b = vector("b", 3)  # biases of the hidden neurons
c = vector("c", 2)  # biases of the output neurons
t = vector("t", 2)  # targets
eta = scalar("eta", positive=True)  # learning rate
one_3 = ones(3)  # column of three ones
one_2 = ones(2)  # column of two ones
x = scalar("x")  # any number
given = numbers(
    (i, ["5", "10"]),
    (w[:6], ["0.10", "0.15", "0.20", "0.25", "0.30", "0.35"]),
    (w[6:], ["0.40", "0.45", "0.50", "0.55", "0.60", "0.65"]),
    (b, ["0.35", "0.35", "0.35"]),
    (c, ["0.65", "0.65"]),
    (t, ["0.01", "0.99"]),
    (eta, "0.5"),
)


def sigma(x):  # sigmoid
    return 1 / (1 + exp(-x))


# The forward pass.
W = w[:6].reshape(3, 2)  # weights of the hidden layer
V = w[6:].reshape(2, 3)  # weights of the output layer
net_h = W @ i + b  # what enters the hidden neurons
out_h = sigma(net_h)  # what leaves the hidden neurons
net_o = V @ out_h + c  # what enters the output neurons
o = sigma(net_o)  # outputs
E = ((o - t) ** 2).sum() / 2  # half the squared distance to the targets
squared_distance = J = ((o - t) ** 2).sum()  # squared distance to the targets

# One step of gradient descent on E.
delta_o = derivative(E, c)  # deltas: how E changes with what enters the output neurons
delta_h = derivative(E, b)  # deltas: how E changes with what enters the hidden neurons
w_plus = w - eta * derivative(E, w)  # weights after the step
W_plus = w_plus[:6].reshape(3, 2)  # hidden weights after the step
V_plus = w_plus[6:].reshape(2, 3)  # output weights after the step
o_plus = sigma(V_plus @ sigma(W_plus @ i + b) + c)  # outputs after the step
E_plus = ((o_plus - t) ** 2).sum() / 2  # half the squared distance after the step

# The gradients of the squared distance.
squared_distance_grad_W = derivative(J, W)
squared_distance_grad_V = derivative(J, V)

if __name__ == "__main__":
    show(__file__)
