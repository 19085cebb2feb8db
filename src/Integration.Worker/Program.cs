using Integration.Worker.Commands;

return await RootVerb.Create().Parse(args).InvokeAsync(cancellationToken: CancellationToken.None);
