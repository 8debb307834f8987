"""A trained model as a file for other programs: safetensors, ONNX, a web page."""
