namespace Integration.Contracts;

/// <summary>Says that a message was appended and may be processed; never blocks and may be lost, because the sweep finds the message anyway.</summary>
public delegate void MessageAppended(long sequence);
