"""The 2-2-2 example: every number of one training step. Chapter: docs/worked_2_2_2.md."""

from derivations import show
from derivations.calculus import derivative, exp, numbers, ones, scalar, vector

i = vector("i", 2)  # inputs
w = vector("w", 8)  # weights, as the example counts them
b = vector("b", 2)  # biases of the hidden neurons
c = vector("c", 2)  # biases of the output neurons
t = vector("t", 2)  # targets
eta = scalar("eta", positive=True)  # learning rate
one = ones(2)  # column of two ones
given = numbers(
    (i, ["0.05", "0.10"]),
    (w, ["0.15", "0.20", "0.25", "0.30", "0.40", "0.45", "0.50", "0.55"]),
    (b, ["0.35", "0.35"]),
    (c, ["0.60", "0.60"]),
    (t, ["0.01", "0.99"]),
    (eta, "0.5"),
)


def sigma(x):  # sigmoid
    return 1 / (1 + exp(-x))


# The forward pass.
net_h1 = w[0] * i[0] + w[1] * i[1] + b[0]  # what enters hidden neuron 1
net_h2 = w[2] * i[0] + w[3] * i[1] + b[1]  # what enters hidden neuron 2
out_h1 = sigma(net_h1)  # what leaves hidden neuron 1
out_h2 = sigma(net_h2)  # what leaves hidden neuron 2
net_o1 = w[4] * out_h1 + w[5] * out_h2 + c[0]  # what enters output neuron 1
net_o2 = w[6] * out_h1 + w[7] * out_h2 + c[1]  # what enters output neuron 2
out_o1 = sigma(net_o1)  # what leaves output neuron 1
out_o2 = sigma(net_o2)  # what leaves output neuron 2
E_o1 = (t[0] - out_o1) ** 2 / 2  # error of output 1
E_o2 = (t[1] - out_o2) ** 2 / 2  # error of output 2
E = E_o1 + E_o2  # total error

# One step of gradient descent: all gradients first, then all updates.
delta_o1 = derivative(E, c[0])  # delta of output neuron 1: how E changes with what enters
delta_o2 = derivative(E, c[1])  # delta of output neuron 2: how E changes with what enters
delta_h1 = derivative(E, b[0])  # delta of hidden neuron 1: how E changes with what enters
delta_h2 = derivative(E, b[1])  # delta of hidden neuron 2: how E changes with what enters
sigmoid_net_step = w_plus = w - eta * derivative(E, w)  # weights after the step

# The same with matrices: a row for each neuron.
W = w[:4].reshape(2, 2)  # weights of the hidden layer
V = w[4:].reshape(2, 2)  # weights of the output layer
h = sigma(W @ i + b)  # outputs of the hidden layer
sigmoid_net = o = sigma(V @ h + c)  # outputs of the network
sigmoid_net_error = ((t - o) ** 2).sum() / 2
sigmoid_net_error_grad_c = delta_o = (o - t) * o * (1 - o)  # deltas of both output neurons
sigmoid_net_error_grad_b = delta_h = derivative(E, b)  # deltas of both hidden neurons
sigmoid_net_error_grad_V = derivative(E, V)
sigmoid_net_error_grad_W = derivative(E, W)


def error(w, b, c):  # the total error as a function of all parameters
    h = sigma(w[:4].reshape(2, 2) @ i + b)
    return ((t - sigma(w[4:].reshape(2, 2) @ h + c)) ** 2).sum() / 2


E_plus = error(w_plus, b, c)  # error after the step

# What the published program did at first: the hidden layer's step used the new output weights.
V_plus = w_plus[4:].reshape(2, 2)  # output weights after the step
delta_tilde = (V_plus.T @ delta_o) * h * (1 - h)  # hidden deltas through the new output weights
w_tilde = w_plus.copy()  # weights after the mixed step
w_tilde[:4] = w[:4] - eta * (delta_tilde[:, None] * i).ravel()
E_tilde = error(w_tilde, b, c)  # error after the mixed step

# Biases that learn too: each neuron its own, or one for a layer.
b_plus = b - eta * derivative(E, b)  # hidden biases after the step
c_plus = c - eta * derivative(E, c)  # output biases after the step
E_hat = error(w_plus, b_plus, c_plus)  # error after a step of weights and biases
b_bar = b - eta * derivative(E, b).sum()  # one hidden bias for both neurons, after the step
c_bar = c - eta * derivative(E, c).sum()  # one output bias for both neurons, after the step
E_bar = error(w_plus, b_bar, c_bar)  # error after a step with shared biases

if __name__ == "__main__":
    show(__file__)
