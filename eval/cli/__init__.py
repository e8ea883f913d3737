"""The verbs ``shutten eval …``, a module each; the service room names them and imports none."""
