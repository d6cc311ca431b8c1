@_exported import Outputs
