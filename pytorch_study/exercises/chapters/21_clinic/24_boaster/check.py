from pytorch_study.exercises import clinic, clinic_data


def check(learner):
    return clinic.examine(learner, __file__, clinic_data.digits, bar=0.7, epochs=6)
