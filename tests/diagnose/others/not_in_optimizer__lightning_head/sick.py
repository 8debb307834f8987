import logging
import sys
import warnings

import lightning
import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, TensorDataset

warnings.simplefilter("ignore")
logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
lightning.seed_everything(int(sys.argv[1]) if len(sys.argv) > 1 else 0, verbose=False)
x = torch.randn(900, 12)
y = (x[:, :3] + 0.3 * torch.randn(900, 3)).argmax(1)
train = DataLoader(TensorDataset(x[:600], y[:600]), batch_size=30, shuffle=True)
test = DataLoader(TensorDataset(x[600:], y[600:]), batch_size=100)


class Classifier(lightning.LightningModule):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(12, 32), nn.ReLU())
        self.head = nn.Linear(32, 3)

    def forward(self, x):
        return self.head(self.body(x))

    def training_step(self, batch, _):
        x, y = batch
        loss = F.cross_entropy(self(x), y)
        return loss

    def test_step(self, batch, _):
        x, y = batch
        self.log("accuracy", (self(x).argmax(1) == y).float().mean())

    def configure_optimizers(self):
        return torch.optim.Adam(self.head.parameters(), lr=0.01)


trainer = lightning.Trainer(
    max_epochs=4, accelerator="cpu", logger=False, enable_checkpointing=False, enable_progress_bar=False,
    enable_model_summary=False,
)
model = Classifier()
trainer.fit(model, train)
found = trainer.test(model, test, verbose=False)[0]
print(f"score={found['accuracy']:.4f}")
