"""All sentences, by key. Each file beside this one holds those of one part of the house."""

from pytorch_study.text import Text
from pytorch_study.text.brought import BROUGHT
from pytorch_study.text.clinic import CLINIC
from pytorch_study.text.commands import COMMANDS
from pytorch_study.text.cures import CURES
from pytorch_study.text.diagnosis import DIAGNOSIS
from pytorch_study.text.digits import DIGITS
from pytorch_study.text.downloads import DOWNLOADS
from pytorch_study.text.exercises import EXERCISES
from pytorch_study.text.explained import EXPLAINED
from pytorch_study.text.failures import FAILURES
from pytorch_study.text.fine_tuning import FINE_TUNING
from pytorch_study.text.first_hour import FIRST_HOUR
from pytorch_study.text.flow import FLOW
from pytorch_study.text.formats import FORMATS
from pytorch_study.text.generating import GENERATING
from pytorch_study.text.learn_faults import LEARN_FAULTS
from pytorch_study.text.metrics import METRICS
from pytorch_study.text.mistakes import MISTAKES
from pytorch_study.text.own_data import OWN_DATA
from pytorch_study.text.own_photos import OWN_PHOTOS
from pytorch_study.text.page import PAGE
from pytorch_study.text.pictures import PICTURES
from pytorch_study.text.reading import READING
from pytorch_study.text.sample_photos import SAMPLE_PHOTOS
from pytorch_study.text.system import SYSTEM
from pytorch_study.text.tables import TABLES
from pytorch_study.text.usage import USAGE

SENTENCES: dict[str, Text] = {
    **BROUGHT,
    **CLINIC,
    **COMMANDS,
    **CURES,
    **DIAGNOSIS,
    **DIGITS,
    **DOWNLOADS,
    **EXERCISES,
    **EXPLAINED,
    **FAILURES,
    **FINE_TUNING,
    **FIRST_HOUR,
    **FLOW,
    **FORMATS,
    **GENERATING,
    **LEARN_FAULTS,
    **METRICS,
    **MISTAKES,
    **OWN_DATA,
    **OWN_PHOTOS,
    **PAGE,
    **PICTURES,
    **READING,
    **SAMPLE_PHOTOS,
    **SYSTEM,
    **TABLES,
    **USAGE,
}
