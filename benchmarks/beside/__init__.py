"""The values of `nn` beside those of libraries: functions, steps of optimizers, cases of ONNX."""
