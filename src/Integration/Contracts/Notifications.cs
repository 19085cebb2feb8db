namespace Integration.Contracts;

/// <summary>Says that a message was appended and may be processed; never blocks and may be lost, because the sweep finds the message anyway.</summary>
public delegate void MessageAppended(long sequence);

/// <summary>Notes something that an interface did; never blocks and throws nothing. What is noted is counted up by interface, kind, subject and day.</summary>
/// <param name="subject">What tells it apart from others of its kind; empty where nothing does. From a small set: never something a sender can choose.</param>
/// <param name="detail">The last one's particulars. Never content of a message; a control id may be.</param>
public delegate void EventNoted(string interfaceName, InterfaceEventKind kind, string subject, string? detail);
