"""Summaries of documents, sections and topics: read the request, find its scope, choose passages and sentences."""
