// A chapter's one import.
@_exported import Datasets
@_exported import Evaluation
@_exported import Figures
@_exported import Networks
@_exported import Outputs
@_exported import Tensors
