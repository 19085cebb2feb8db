namespace Integration.Contracts;

/// <summary>What an interface does that people should know of. None of it loses a message; each may tell of one that was lost elsewhere.</summary>
public enum InterfaceEventKind
{
    /// <summary>A condition: nothing came for longer than expected.</summary>
    FeedIdle,

    /// <summary>MSH-7 was further back than expected when the message came.</summary>
    FeedLate,

    /// <summary>MSH-7 was in the future.</summary>
    ClockAhead,

    /// <summary>Sequence numbers (MSH-13) were skipped.</summary>
    SequenceGap,

    /// <summary>A sequence number came again with another message.</summary>
    SequenceRepeat,

    /// <summary>The sender began its sequence numbers anew.</summary>
    SequenceRestart,

    /// <summary>A control id came again with another content, though control ids are unique here.</summary>
    ControlIdReused,

    /// <summary>Bytes outside frames.</summary>
    Garbage,

    /// <summary>The start of a frame was lost, and with it possibly a message.</summary>
    MissingStart,

    /// <summary>A frame began before the one before had ended.</summary>
    MissingEnd,

    /// <summary>A connection ended within a frame.</summary>
    Truncated,

    /// <summary>A frame over the bound; its head is journalled.</summary>
    TooLong,

    /// <summary>A connection was not let in.</summary>
    ConnectionRefused,

    /// <summary>A message was refused with AE or AR.</summary>
    MessageRefused,

    /// <summary>A batch or file is not as it says itself: counts, headers, trailers, text outside messages.</summary>
    BatchWrong,

    /// <summary>A file with a refused message, or one that could not be read.</summary>
    FileFailed,

    /// <summary>A file came again, byte for byte.</summary>
    FileRepeated,

    /// <summary>A file was changed, replaced or taken away while it was in hand.</summary>
    FileChanged,

    /// <summary>Something in the folder is not taken: a link, or a file that cannot be opened.</summary>
    FileNotTaken,

    /// <summary>A condition: the folder cannot be used.</summary>
    FolderAway,

    /// <summary>A condition: the FHIR server does not answer as asked.</summary>
    ServerAway,

    /// <summary>The FHIR server asked to be left alone for a while.</summary>
    ServerThrottled,

    /// <summary>The FHIR server added a remark to an answer.</summary>
    ServerSaid,

    /// <summary>The FHIR server's clock was put back.</summary>
    ServerClockBack,

    /// <summary>There was more to read than one poll may.</summary>
    PollIncomplete,

    /// <summary>Events of a subscription did not come.</summary>
    NotificationGap,

    /// <summary>A notification of a subscription that is not ours.</summary>
    NotificationUnknown,

    /// <summary>A subscription was gone, ended or in error, and was made again.</summary>
    SubscriptionLost,

    /// <summary>A condition: a subscription does not stand.</summary>
    SubscriptionAway,

    /// <summary>More happened at once than is told apart; these were only counted.</summary>
    EventsLost,
}
