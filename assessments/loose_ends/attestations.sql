-- One row a statement that a source brought, with the model that its text means (null: none).
select said.probe, said.model as written, named.model, said.attested_by, said.source
from landed.attestation as said
left join named on named.text = said.model
order by said.source, said.probe, said.model, said.attested_by
