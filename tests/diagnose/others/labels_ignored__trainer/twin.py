import sys
import warnings

import torch
from torch import nn
from transformers import BertConfig, BertForSequenceClassification, Trainer, TrainingArguments, set_seed
from transformers.utils import logging

warnings.simplefilter("ignore")
logging.set_verbosity_error()
set_seed(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
tokens = torch.randint(5, 50, (500, 8))
labels = (tokens[:, 1] > tokens[:, 2]).long()


class Sentences(torch.utils.data.Dataset):
    def __init__(self, rows):
        self.rows = rows

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, k):
        row = self.rows[k]
        return {"input_ids": tokens[row], "labels": labels[row]}


config = BertConfig(
    vocab_size=50, hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64, num_labels=2,
    max_position_embeddings=16,
)
model = BertForSequenceClassification(config)
arguments = TrainingArguments(
    output_dir="out", num_train_epochs=4, per_device_train_batch_size=20, learning_rate=3e-3, report_to="none",
    save_strategy="no", disable_tqdm=True, use_cpu=True, logging_strategy="no",
)
train, test = Sentences(range(400)), Sentences(range(400, 500))
trainer = Trainer(
    model=model, args=arguments, train_dataset=train, eval_dataset=test,
    compute_metrics=lambda found: {"accuracy": (found.predictions.argmax(1) == found.label_ids).mean()},
)
trainer.train()
print(f"score={trainer.evaluate()['eval_accuracy']:.4f}")
