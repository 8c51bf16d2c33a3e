-- What has no label is looked for by its kind: contact cards, profiles, what is sealed.
CREATE INDEX bulletins_words ON bulletins (network, kind, id) WHERE label IS NULL;
