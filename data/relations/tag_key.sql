-- One row a tag key under which a model's name is looked for, normalised, in the order of trying.
select name_key, place
from (
    values
        ('model-name', 1),
        ('mlflow-model', 2),
        ('model', 3),
        ('ml-model', 4),
        ('app-kubernetes-io-name', 5)
) as tag_key(name_key, place)
