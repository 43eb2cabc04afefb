"""Evaluation: how good a classifier is, class by class. Chapter: docs/evaluation.md."""

from derivations import show
from derivations.calculus import classes, expectation, matrix, one_hot, scalar, vector

N, K = 5, 3  # examples, classes
t = classes("t", N, K)  # true class of each example
t_hat = classes("t_hat", N, K)  # predicted class of each example
T, T_hat = one_hot(t, K), one_hot(t_hat, K)  # one-hot true classes, one-hot predicted classes

# Counting what was taken for what.
confusion_matrix = T.T @ T_hat
C = matrix("C", K, K, positive=True)  # confusion matrix, a true class a row
M = C.sum()  # how many examples the confusion matrix counts

# Class by class.
true_positives = TP = C.diagonal()  # examples of the class that were put into it
false_positives = FP = C.sum(axis=0) - TP  # examples put into the class that belong elsewhere
false_negatives = FN = C.sum(axis=1) - TP  # examples of the class that were put elsewhere
precision = p = TP / (TP + FP)  # precision: the share of what was put there that belongs there
recall = r = TP / (TP + FN)  # recall: the share of what belongs there that was put there
f1 = F = 2 / (1 / p + 1 / r)  # F1: harmonic mean of precision and recall

C_hat = C / C.sum(axis=1)[:, None]  # confusion matrix, each row divided by its sum

# All classes in one number.
accuracy = a = TP.sum() / M  # share of examples put where they belong
macro_precision = p_bar = p.sum() / K  # mean precision
macro_recall = r_bar = r.sum() / K  # mean recall
macro_f1 = F_bar = F.sum() / K  # mean F1
micro_precision = p_tilde = TP.sum() / (TP + FP).sum()  # precision of all counts together
micro_recall = r_tilde = TP.sum() / (TP + FN).sum()  # recall of all counts together
micro_f1 = F_tilde = 2 / (1 / p_tilde + 1 / r_tilde)  # F1 of all counts together

# How far chance can move an accuracy: B answers, each one right with probability q.
B = 2  # answers
q = scalar("q", positive=True)  # probability of a right answer
x, answers = scalar("x"), vector("x", B)  # answer (1 for right and 0 for wrong), all answers
s = answers.sum() / B  # share of right answers
_mean = expectation((x, [1, 0], [q, 1 - q]), (answers, [1, 0], [q, 1 - q]))


def E(k):  # mean over all ways in which the answers can turn out
    return _mean(k)


def Var(x):  # mean square distance from the mean
    return E((x - E(x)) ** 2)


if __name__ == "__main__":
    show(__file__)
