"""The bus on Kafka, through kafka-python; the only folder that knows that library."""
