using System.CommandLine;
using Integration.Worker.Commands;
using Integration.Worker.Hosting;

// The command line would end the process two seconds after a signal, in the middle of what is in hand.
var patience = new InvocationConfiguration { ProcessTerminationTimeout = WorkerHost.StopTimeOut + TimeSpan.FromSeconds(15) };
return await RootVerb.Create().Parse(args).InvokeAsync(patience, CancellationToken.None);
