"""The bundled encoder itself: its file, its tokens, and its layers as a graph for ONNX Runtime.

The trained reader and the encoder of queries are this one with some of its weights changed.
"""
