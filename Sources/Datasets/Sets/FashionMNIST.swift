/// Fashion-MNIST: 70,000 gray images of clothes in ten classes, `[count, 28, 28, 1]`, 60,000 of them for
/// training, in the format of MNIST. Xiao, Rasul and Vollgraf 2017.
public let FashionMNIST = Dataset(
  name: "fashion", title: "Fashion-MNIST",
  files: DataFile.digits(
    trainImages: ("f4a8712d7a061bf5bd6d2ca38dc4d50a", 26_421_880),
    trainLabels: ("9018921c3c673c538a1fc5bad174d6f9", 29_515),
    testImages: ("8181f5470baa50b63fa0f6fddb340f0a", 4_422_102),
    testLabels: ("15d484375f8d13e6eb1aabb0c3f46965", 5_148)),
  decode: {
    try ImageData(
      idx: $0,
      classes: [
        "T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag",
        "ankle boot",
      ])
  },
  package: "dataset-fashion-mnist", installed: "/usr/share/datasets/fashion-mnist",
  mirrors: [
    "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
    "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
  ])
