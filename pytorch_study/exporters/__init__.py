"""Export a trained model for other programs: safetensors, ONNX, a web page."""
