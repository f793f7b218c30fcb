-- One row a model whose incidents would be known: it has a service at a source of incidents, a rule
-- selects incidents for it, or it had one.
select model
from model_service
where
    model <> '(unallocated)'
    and source in (select source from landed.manifest where entity = 'incident')
union
select named.model
from landed.selector as selector
join named on named.text = selector.model
where
    selector.kind = 'incident'
    and exists (select 1 from landed.manifest where entity = 'incident')
union
select model from incident where model <> '(unallocated)'
