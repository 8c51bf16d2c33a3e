-- What was refused of one peer is found, whatever others make.
CREATE INDEX refusals_by_peer ON refusals (network, direction, peer, at);
