"""The town's reports as other programs know them: Open311 GeoReport v2, in XML and JSON."""
