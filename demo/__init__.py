"""An invented region whose partner sites are served on loopback, for `samla demo`, journeys and search tests."""
