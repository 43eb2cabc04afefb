"""What a training step computes, and what a faster one gains. Chapter: docs/performance.md."""

from derivations import show
from derivations.calculus import scalar

# The products of a step of a net with one hidden layer.
N = scalar("N", positive=True)  # examples of a batch
D = scalar("D", positive=True)  # inputs
H = scalar("H", positive=True)  # hidden units
K = scalar("K", positive=True)  # outputs


def C(n, d, k):  # operations of a matrix product, n by d times d by k
    return 2 * n * d * k


step_operations = F = C(N, D, H) + C(N, H, K) + C(H, N, K) + C(N, K, H) + C(D, N, H)  # operations

# A step of which a part becomes faster.
T = scalar("T", positive=True)  # time of a step
p = scalar("p", positive=True)  # share of the time that a part takes
s = scalar("s", positive=True)  # how many times faster a part becomes
speedup = S = T / ((1 - p) * T + p * T / s)  # how many times faster the step becomes

# Two programs in one round, on a machine that others slow down.
a = scalar("a", positive=True)  # time of one program on a quiet machine
b = scalar("b", positive=True)  # time of another program on a quiet machine
c = scalar("c", positive=True)  # how many times slower everything is in this round
u = scalar("u", positive=True)  # time of the products of the one program
v = scalar("v", positive=True)  # time of the products of the other program

if __name__ == "__main__":
    show(__file__)
