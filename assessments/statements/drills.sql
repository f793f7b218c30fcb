-- One row a drill, of a source or of the app.
select model, kind, drilled_at, hours, succeeded, automatic, actor, url, source
from drill
order by drilled_at desc, source, model, kind
