"""The values of `nn` beside those of libraries: functions, steps of optimisers, cases of ONNX."""
