-- One row a normalised name that means exactly one model: the name to show, and every spelling.
select
    name_key,
    min(model) as model,
    list(name order by name) as names
from model_name
where unique_key
group by name_key
